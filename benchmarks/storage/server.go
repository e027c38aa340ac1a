// A bucket of S3 with one object, as fast as the machine sends files. Usage: server FILE. Prints its address.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
)

func main() {
	path := os.Args[1]
	facts, err := os.Stat(path)
	if err != nil {
		panic(err)
	}
	etag := `"0123456789abcdef0123456789abcdef-64"`
	const day = "2026-01-01T00:00:00.000Z"
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("list-type") || r.URL.Path == "/models" || r.URL.Path == "/models/" {
			w.Header().Set("Content-Type", "application/xml")
			fmt.Fprintf(w, `<?xml version="1.0"?><ListBucketResult><Name>models</Name><IsTruncated>false</IsTruncated><Contents><Key>big/model.bin</Key><LastModified>%s</LastModified><ETag>%s</ETag><Size>%d</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>`, day, etag, facts.Size())
			return
		}
		if r.URL.Path != "/models/big/model.bin" {
			w.WriteHeader(404)
			return
		}
		w.Header().Set("ETag", etag)
		w.Header().Set("Content-Type", "application/octet-stream")
		http.ServeFile(w, r, path)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	panic(http.Serve(listener, nil))
}
