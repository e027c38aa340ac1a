// Calls a running server as Go programs do: with google.golang.org/grpc, message types taken from reflection.
// Prints one JSON line per check: {"name": ..., "problem": ...}; an empty problem is a pass.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

const megabyte = 1 << 20

type tester struct {
	conn    *grpc.ClientConn
	types   *protoregistry.Files
	message protoreflect.MessageDescriptor
}

func main() {
	conn, err := grpc.NewClient(os.Args[1],
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 10 * time.Second, PermitWithoutStream: true}),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(64*megabyte), grpc.MaxCallSendMsgSize(64*megabyte)))
	if err != nil {
		panic(err)
	}
	t := &tester{conn: conn}
	report("reflection lists the services and describes them", t.reflect())
	if t.message == nil {
		os.Exit(0)
	}
	report("health check", t.health())
	report("health watch", t.watch())
	report("predict with a tensor", t.echo(`{"data":{"names":["t:0","t:1"],"tensor":{"shape":[1,2],"values":[1.5,-2]}}}`))
	report("predict with an ndarray", t.echo(`{"data":{"names":["t:0"],"ndarray":[[1],[2]]}}`))
	report("predict with text", t.echo(`{"strData":"grüße 世界"}`))
	report("predict with bytes", t.echo(`{"binData":"AAH/"}`))
	report("predict with JSON", t.echo(`{"jsonData":{"a":[1,"b",null,true]}}`))
	report("gzip both ways", t.gzip())
	report("20 MB both ways", t.echo(`{"binData":"`+strings.Repeat("AAAA", 20*megabyte/3)+`"}`))
	report("a message over the limit", t.tooLarge())
	report("a deadline", t.deadline())
	report("a cancelled call", t.cancelled())
	report("metadata", t.metadata())
	report("an exception of the class", t.failure("fail", codes.Unknown, "something broke: 100 % of 世界", "MICROSERVICE_INTERNAL_ERROR"))
	report("a status chosen by the class", t.failure("refuse", codes.NotFound, "no such customer", "CUSTOMER_UNKNOWN"))
	report("unknown methods", t.unknown())
	report("1,000 calls at once", t.concurrent(1000))
	report("a server that shuts down", t.shutdown())
}

func report(name string, problem error) {
	text := ""
	if problem != nil {
		text = problem.Error()
	}
	line, _ := json.Marshal(map[string]string{"name": name, "problem": text})
	fmt.Println(string(line))
}

func within(duration time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), duration)
}

func (t *tester) reflect() error {
	ctx, cancel := within(30 * time.Second)
	defer cancel()
	stream, err := reflectionpb.NewServerReflectionClient(t.conn).ServerReflectionInfo(ctx)
	if err != nil {
		return err
	}
	ask := func(request *reflectionpb.ServerReflectionRequest) (*reflectionpb.ServerReflectionResponse, error) {
		if err := stream.Send(request); err != nil {
			return nil, err
		}
		return stream.Recv()
	}
	listed, err := ask(&reflectionpb.ServerReflectionRequest{MessageRequest: &reflectionpb.ServerReflectionRequest_ListServices{}})
	if err != nil {
		return err
	}
	services := listed.GetListServicesResponse().GetService()
	if len(services) < 10 {
		return fmt.Errorf("only %d services are listed", len(services))
	}
	files := &descriptorpb.FileDescriptorSet{}
	seen := map[string]bool{}
	for _, service := range services {
		request := &reflectionpb.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: service.GetName()}
		answer, err := ask(&reflectionpb.ServerReflectionRequest{MessageRequest: request})
		if err != nil {
			return err
		}
		if answer.GetErrorResponse() != nil {
			return fmt.Errorf("%s: %v", service.GetName(), answer.GetErrorResponse())
		}
		for _, bytes := range answer.GetFileDescriptorResponse().GetFileDescriptorProto() {
			file := &descriptorpb.FileDescriptorProto{}
			if err := proto.Unmarshal(bytes, file); err != nil {
				return err
			}
			if !seen[file.GetName()] {
				files.File = append(files.File, file)
			}
			seen[file.GetName()] = true
		}
	}
	if t.types, err = protodesc.NewFiles(files); err != nil {
		return err
	}
	found, err := t.types.FindDescriptorByName("seldon.protos.SeldonMessage")
	if err != nil {
		return err
	}
	t.message = found.(protoreflect.MessageDescriptor)
	return stream.CloseSend()
}

func (t *tester) health() error {
	ctx, cancel := within(10 * time.Second)
	defer cancel()
	for _, service := range []string{"", "seldon.protos.Model"} {
		answer, err := healthpb.NewHealthClient(t.conn).Check(ctx, &healthpb.HealthCheckRequest{Service: service})
		if err != nil {
			return err
		}
		if answer.GetStatus() != healthpb.HealthCheckResponse_SERVING {
			return fmt.Errorf("%q is %v", service, answer.GetStatus())
		}
	}
	_, err := healthpb.NewHealthClient(t.conn).Check(ctx, &healthpb.HealthCheckRequest{Service: "nope"})
	return expect(err, codes.NotFound, "unknown service nope")
}

func (t *tester) watch() error {
	ctx, cancel := within(10 * time.Second)
	defer cancel()
	stream, err := healthpb.NewHealthClient(t.conn).Watch(ctx, &healthpb.HealthCheckRequest{})
	if err != nil {
		return err
	}
	answer, err := stream.Recv()
	if err == nil && answer.GetStatus() != healthpb.HealthCheckResponse_SERVING {
		return fmt.Errorf("status is %v", answer.GetStatus())
	}
	return err
}

func (t *tester) predict(ctx context.Context, request string, options ...grpc.CallOption) (*dynamicpb.Message, error) {
	in, out := dynamicpb.NewMessage(t.message), dynamicpb.NewMessage(t.message)
	if err := protojson.Unmarshal([]byte(request), in); err != nil {
		return nil, err
	}
	return out, t.conn.Invoke(ctx, "/seldon.protos.Model/Predict", in, out, options...)
}

// The model gives back what it gets, with an empty meta.
func (t *tester) echo(request string, options ...grpc.CallOption) error {
	ctx, cancel := within(60 * time.Second)
	defer cancel()
	answer, err := t.predict(ctx, request, options...)
	if err != nil {
		return err
	}
	expected := dynamicpb.NewMessage(t.message)
	if err := protojson.Unmarshal([]byte(request), expected); err != nil {
		return err
	}
	answer.Clear(t.message.Fields().ByName("meta"))
	if !proto.Equal(answer, expected) {
		return fmt.Errorf("the answer differs: %.200s", protojson.Format(answer))
	}
	return nil
}

func (t *tester) gzip() error {
	var header metadata.MD
	request := `{"strData":"` + strings.Repeat("compressible ", 100_000) + `"}`
	if err := t.echo(request, grpc.UseCompressor(gzip.Name), grpc.Header(&header)); err != nil {
		return err
	}
	return t.echo(`{"strData":"short"}`, grpc.UseCompressor(gzip.Name))
}

func (t *tester) tooLarge() error {
	ctx, cancel := within(60 * time.Second)
	defer cancel()
	_, err := t.predict(ctx, `{"binData":"`+strings.Repeat("AAAA", 30*megabyte/3)+`"}`)
	if err := expect(err, codes.ResourceExhausted, "the limit is 25000000"); err != nil {
		return err
	}
	return t.echo(`{"strData":"goes on"}`)
}

func (t *tester) deadline() error {
	ctx, cancel := within(100 * time.Millisecond)
	defer cancel()
	_, err := t.predict(ctx, `{"strData":"slow"}`)
	return expect(err, codes.DeadlineExceeded, "")
}

func (t *tester) cancelled() error {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		time.Sleep(50 * time.Millisecond)
		cancel()
	}()
	_, err := t.predict(ctx, `{"strData":"slow"}`)
	if err := expect(err, codes.Canceled, ""); err != nil {
		return err
	}
	return t.echo(`{"strData":"goes on"}`)
}

func (t *tester) metadata() error {
	ctx, cancel := within(10 * time.Second)
	defer cancel()
	var header, trailer metadata.MD
	ctx = metadata.AppendToOutgoingContext(ctx, "x-text", "a", "x-text", "b", "x-bytes-bin", "\x00\xff")
	_, err := t.predict(ctx, `{"strData":"x"}`, grpc.Header(&header), grpc.Trailer(&trailer))
	if err == nil && len(header.Get("content-type")) != 1 {
		return fmt.Errorf("headers are %v", header)
	}
	return err
}

func (t *tester) failure(request string, code codes.Code, message string, reason string) error {
	ctx, cancel := within(10 * time.Second)
	defer cancel()
	_, err := t.predict(ctx, `{"strData":"`+request+`"}`)
	if problem := expect(err, code, message); problem != nil {
		return problem
	}
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok && info.GetReason() == reason && info.GetDomain() == "radiant" {
			return nil
		}
	}
	return fmt.Errorf("no ErrorInfo with reason %s: %v", reason, status.Convert(err).Details())
}

func (t *tester) unknown() error {
	ctx, cancel := within(10 * time.Second)
	defer cancel()
	out := dynamicpb.NewMessage(t.message)
	err := t.conn.Invoke(ctx, "/seldon.protos.Model/Nope", dynamicpb.NewMessage(t.message), out)
	return expect(err, codes.Unimplemented, "unknown method Nope of service seldon.protos.Model")
}

func (t *tester) concurrent(count int) error {
	problems := make([]error, count)
	var group sync.WaitGroup
	for i := range count {
		group.Add(1)
		go func() {
			defer group.Done()
			problems[i] = t.echo(fmt.Sprintf(`{"strData":"call %d"}`, i))
		}()
	}
	group.Wait()
	for _, problem := range problems {
		if problem != nil {
			return problem
		}
	}
	return nil
}

// What is being computed is answered; the test closes the server when it reads the line below.
func (t *tester) shutdown() error {
	answered := make(chan error, 1)
	ctx, cancel := within(30 * time.Second)
	defer cancel()
	go func() {
		answer, err := t.predict(ctx, `{"strData":"soon"}`)
		if err == nil && !strings.Contains(protojson.Format(answer), "done") {
			err = fmt.Errorf("the answer is %s", protojson.Format(answer))
		}
		answered <- err
	}()
	time.Sleep(100 * time.Millisecond)
	fmt.Println(`{"close":true}`)
	if err := <-answered; err != nil {
		return err
	}
	for {
		_, err := t.predict(ctx, `{"strData":"late"}`)
		if err != nil {
			return expect(err, codes.Unavailable, "")
		}
	}
}

func expect(err error, code codes.Code, text string) error {
	got := status.Convert(err)
	if got.Code() != code || !strings.Contains(got.Message(), text) {
		return fmt.Errorf("expected %v with %q, but got %v %q", code, text, got.Code(), got.Message())
	}
	return nil
}
