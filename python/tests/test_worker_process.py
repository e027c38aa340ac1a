"""The worker as a process: start, frames, logs, signals, crashes."""

import os
import signal
import time
import unittest

import numpy as np

from .support import WorkerProcess, decode_output, tensor, text

ECHO = {"Echo.py": "class Echo:\n    def predict(self, X, names=None, meta=None):\n        return X\n"}


class Start(unittest.TestCase):
    def test_ready_tells_of_the_class(self):
        with WorkerProcess("Echo", ECHO) as worker:
            ready = worker.first["ready"]
            self.assertEqual(ready["verbs"], ["predict"])
            self.assertEqual(ready["numpy"], np.__version__)
            self.assertIsNone(ready["metadata"])

    def test_a_class_in_a_package_and_its_neighbours_are_found(self):
        source = {
            "pkg/__init__.py": "",
            "pkg/sub/__init__.py": "",
            "pkg/sub/model.py": "from pkg.sub.helper import answer\nimport top\nclass Model:\n    def predict(self, X, names):\n        return answer\n",
            "pkg/sub/helper.py": "answer = 'helped'\n",
            "top.py": "",
        }
        with WorkerProcess("pkg.sub.model.Model", source) as worker:
            self.assertEqual(decode_output(*worker.call(1, "predict", text("x"))), "helped")

    def test_parameters_and_load_come_before_ready(self):
        source = {
            "Model.py": """
            import os
            class Model:
                def __init__(self, size, name="x"):
                    self.size, self.name, self.loaded = size, name, False
                def load(self):
                    self.loaded = True
                def predict(self, X, names):
                    return [[self.size, self.name, self.loaded, os.environ["EXTRA"], os.getcwd() == os.path.dirname(__file__)]]
            """
        }
        with WorkerProcess("Model", source, {"size": ["INT", " 3 "]}, {"EXTRA": "yes"}) as worker:
            self.assertEqual(decode_output(*worker.call(1, "predict", text("x"))), [[3, "x", True, "yes", True]])

    def test_load_of_the_base_class_may_be_missing(self):
        source = {"Model.py": "class Model:\n    def load(self):\n        raise NotImplementedError()\n"}
        with WorkerProcess("Model", source) as worker:
            self.assertIn("ready", worker.first)

    def test_failures_name_what_is_wrong(self):
        cases = [
            ("NoSuch", {}, {}, "import", 1, "No module named 'NoSuch'"),
            ("src.nothing.Model", {}, {}, "import", 1, "No module named 'src'"),
            ("Model", {"Model.py": "import no_such_package.part\n"}, {}, "import", 1, "pip install no_such_package"),
            ("Model", {"Model.py": "x = (\n"}, {}, "import", 1, "SyntaxError"),
            ("Model", {"Model.py": "import sys\nsys.exit(5)\n"}, {}, "import", 1, "SystemExit: 5"),
            ("Model", {"Model.py": "class Other: pass\n"}, {}, "class", 1, "its classes are: Other"),
            ("Model", {"Model.py": "Model = 5\n"}, {}, "class", 1, "is no class but a int"),
            ("Model", {"Model.py": "class Model:\n    def __init__(self):\n        raise ValueError('no file')\n"}, {}, "construct", 1, "ValueError: no file"),
            ("Model", {"Model.py": "class Model:\n    tags = property(lambda self: 1 / 0)\n"}, {}, "class", 1, "division by zero"),
            ("Model", {"Model.py": "class Model: pass\n"}, {"a": ["INT", 1]}, "construct", 1, "Model"),
            ("Model", {"Model.py": "class Model: pass\n"}, {"a": ["INT", "x"]}, "parameters", 1, "'a': the value 'x' is no INT"),
            ("Model", {"Model.py": "class Model:\n    def load(self):\n        raise OSError('gone')\n"}, {}, "load", 3, "OSError: gone"),
            ("Model", {"Model.py": "class Model:\n    def load(self):\n        self.nothing\n"}, {}, "load", 3, "no attribute 'nothing'"),
        ]  # fmt: skip
        for name, source, parameters, phase, code, message in cases:
            with self.subTest(message), WorkerProcess(name, source, parameters) as worker:
                failed = worker.first["failed"]
                self.assertEqual((failed["phase"], failed["exitCode"]), (phase, code))
                self.assertIn(message, failed["message"])
                self.assertEqual(worker.process.wait(20), code)

    def test_started_by_hand_it_says_so(self):
        import subprocess
        import sys

        from .support import PYTHON_FOLDER

        # fd 3 and 4 are closed in a child of subprocess.
        done = subprocess.run(
            [sys.executable, "-m", "radiant_worker"], cwd=PYTHON_FOLDER, capture_output=True, text=True, timeout=60
        )
        self.assertEqual(done.returncode, 2)
        self.assertIn("not by hand", done.stderr)


class Frames(unittest.TestCase):
    def test_calls_are_answered_in_order_however_they_are_cut(self):
        import json
        import struct

        with WorkerProcess("Echo", ECHO) as worker:
            stream = b""
            for call_id in range(1, 200):
                head = json.dumps(
                    {
                        "id": call_id,
                        "verb": "predict",
                        "meta": None,
                        "keepLists": True,
                        "inputs": [{"kind": "string", "size": 3, "names": ["n" * call_id * 7]}],
                    }
                ).encode()
                head += b" " * (-len(head) % 8)
                stream += struct.pack("<II", len(head), 8) + head + b"%03d" % call_id + b"\0" * 5
            for start in range(0, len(stream), 7001):
                worker.socket.sendall(stream[start : start + 7001])
            for call_id in range(1, 200):
                header, body = worker.receive()
                self.assertEqual((header["id"], body[:3]), (call_id, b"%03d" % call_id))

    def test_large_bodies_and_large_headers_pass(self):
        import threading

        with WorkerProcess("Echo", ECHO) as worker:
            array = np.arange(3_000_000.0)
            sender = threading.Thread(target=lambda: worker.send(*self.make_big(array)))
            sender.start()
            header, body = worker.receive()
            sender.join()
            self.assertEqual(header["output"]["shape"], [3_000_000])
            self.assertEqual(body, array.tobytes())
            names = ["n%d" % n for n in range(100_000)]
            self.assertEqual(decode_output(*worker.call(2, "predict", text("x"), names=names)), "x")

    @staticmethod
    def make_big(array):
        from .support import make_call

        return make_call(1, "predict", [tensor(array)])

    def test_progress_tells_the_call_that_is_computed(self):
        source = {
            "Model.py": """
            import mmap, os
            class Model:
                def predict(self, X, names):
                    return {"id": int.from_bytes(mmap.mmap(4, 8)[:8], "little")}
            """
        }
        with WorkerProcess("Model", source) as worker:
            self.assertEqual(worker.progress(), 0)
            self.assertEqual(decode_output(*worker.call(77, "predict", text("x"))), {"id": 77})
            worker.send({"stop": True})
            self.assertEqual(worker.process.wait(20), 0)
            self.assertEqual(worker.progress(), 0)


class Logs(unittest.TestCase):
    def test_records_and_warnings_are_frames_and_prints_are_lines(self):
        source = {
            "Model.py": """
            import logging, sys, threading, warnings
            log = logging.getLogger("my.model")
            class Model:
                def predict(self, X, names):
                    log.debug("not shown")
                    log.info("rows %d", 3)
                    log.critical("bad")
                    warnings.warn("careful")
                    threads = [threading.Thread(target=log.warning, args=("from %d", n)) for n in range(20)]
                    [thread.start() for thread in threads]; [thread.join() for thread in threads]
                    print("printed")
                    print("to stderr", file=sys.stderr)
                    return "ok"
            """
        }
        with WorkerProcess("Model", source) as worker:
            self.assertEqual(decode_output(*worker.call(1, "predict", text("x"))), "ok")
            self.assertEqual(worker.process.stdout.readline(), b"printed\n")
            self.assertEqual(worker.process.stderr.readline(), b"to stderr\n")
            shown = [(log["level"], log["logger"], log["message"]) for log in worker.logs]
            self.assertEqual(shown[:2], [("INFO", "my.model", "rows 3"), ("ERROR", "my.model", "bad")])
            self.assertEqual((shown[2][0], shown[2][1]), ("WARNING", "py.warnings"))
            self.assertIn("careful", shown[2][2])
            self.assertEqual({message for _, _, message in shown[3:]}, {"from %d" % n for n in range(20)})

    def test_the_level_is_the_servers(self):
        source = {
            "Model.py": "import logging\nclass Model:\n    def load(self):\n        logging.debug('deep'); logging.info('info')\n"
        }
        for level, expected in (("DEBUG", ["deep", "info"]), ("INFO", ["info"]), ("ERROR", [])):
            with self.subTest(level), WorkerProcess("Model", source, level=level) as worker:
                self.assertEqual([log["message"] for log in worker.logs], expected)

    def test_custom_service_runs_beside_the_calls_of_the_first_worker(self):
        source = {
            "Model.py": """
            import logging, threading
            class Model:
                done = threading.Event()
                def custom_service(self):
                    logging.info("service"); self.done.set(); threading.Event().wait()
                def predict(self, X, names):
                    return {"ran": self.done.wait(10 if X == "wait" else 0)}
            """
        }
        with WorkerProcess("Model", source) as worker:
            self.assertEqual(decode_output(*worker.call(1, "predict", text("wait"))), {"ran": True})
        with WorkerProcess("Model", source, worker_index=1) as worker:
            self.assertEqual(decode_output(*worker.call(1, "predict", text("x"))), {"ran": False})


class Children(unittest.TestCase):
    def test_forked_children_log_to_stderr_and_can_be_terminated(self):
        source = {
            "Model.py": """
            import logging, multiprocessing, time
            def child(begun):
                logging.warning("from the child")
                begun.set()
                time.sleep(3600)
            class Model:
                def predict(self, X, names):
                    context = multiprocessing.get_context("fork")
                    begun = context.Event()
                    process = context.Process(target=child, args=(begun,))
                    process.start()
                    begun.wait(10)
                    process.terminate()
                    process.join(10)
                    return {"exit": process.exitcode}
            """
        }
        with WorkerProcess("Model", source) as worker:
            self.assertEqual(decode_output(*worker.call(1, "predict", text("x"))), {"exit": -15})
            self.assertEqual(worker.process.stderr.readline(), b"from the child\n")
            self.assertEqual(worker.logs, [])


class Ends(unittest.TestCase):
    SLOW = {
        "Model.py": """
        import os, sys, time
        class Model:
            def predict(self, X, names):
                if X == "exit": sys.exit(3)
                if X == "interrupt": raise KeyboardInterrupt()
                if X == "crash": os._exit(9)
                if X == "forever": time.sleep(3600)
                if X == "slow": print("begun", flush=True); time.sleep(0.3)
                return X
        """
    }

    def test_sys_exit_in_predict_is_an_error_and_the_worker_lives(self):
        with WorkerProcess("Model", self.SLOW) as worker:
            error = worker.call(1, "predict", text("exit"))[0]["error"]
            self.assertEqual(error["httpStatus"], 500)
            self.assertIn("Model.predict called sys.exit(3)", error["message"])
            self.assertIn("KeyboardInterrupt", worker.call(2, "predict", text("interrupt"))[0]["error"]["message"])
            self.assertEqual(decode_output(*worker.call(3, "predict", text("x"))), "x")

    def test_a_crash_leaves_the_id_of_its_call(self):
        with WorkerProcess("Model", self.SLOW) as worker:
            with self.assertRaises(EOFError):
                worker.call(5, "predict", text("crash"))
            self.assertEqual(worker.process.wait(20), 9)
            self.assertEqual(worker.progress(), 5)

    def test_stop_comes_after_the_calls_before_it(self):
        with WorkerProcess("Model", self.SLOW) as worker:
            from .support import make_call

            worker.send(*make_call(1, "predict", [text("a")]))
            worker.send(*make_call(2, "predict", [text("b")]))
            worker.send({"stop": True})
            self.assertEqual([worker.receive()[0]["id"], worker.receive()[0]["id"]], [1, 2])
            self.assertEqual(worker.process.wait(20), 0)

    def test_sigterm_ends_an_idle_worker_and_lets_a_call_end(self):
        with WorkerProcess("Model", self.SLOW) as worker:
            worker.process.send_signal(signal.SIGTERM)
            self.assertEqual(worker.process.wait(20), 0)
        with WorkerProcess("Model", self.SLOW) as worker:
            from .support import make_call

            worker.send(*make_call(1, "predict", [text("slow")]))
            self.assertEqual(worker.process.stdout.readline(), b"begun\n")
            worker.process.send_signal(signal.SIGTERM)
            self.assertEqual(decode_output(*worker.receive()), "slow")
            self.assertEqual(worker.process.wait(20), 0)

    def test_sigint_is_the_servers_business(self):
        with WorkerProcess("Model", self.SLOW) as worker:
            worker.process.send_signal(signal.SIGINT)
            self.assertEqual(decode_output(*worker.call(1, "predict", text("x"))), "x")

    def test_the_worker_ends_with_the_server_even_while_it_computes(self):
        for state in ("idle", "forever"):
            with self.subTest(state), WorkerProcess("Model", self.SLOW) as worker:
                if state == "forever":
                    from .support import make_call

                    worker.send(*make_call(1, "predict", [text("forever")]))
                    deadline = time.monotonic() + 20
                    while worker.progress() != 1 and time.monotonic() < deadline:
                        os.sched_yield()
                worker.socket.close()
                self.assertIn(worker.process.wait(20), (0, 1))


if __name__ == "__main__":
    unittest.main()
