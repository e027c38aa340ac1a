"""Answers that leave together: order, crashes, ends; and calls that look alike."""

import signal
import unittest

import numpy as np

from .support import WorkerProcess, decode_output, make_call, make_frame, tensor, text

MODEL = {
    "Model.py": """
    import os, time
    import numpy as np
    class Model:
        def predict(self, X, names):
            names.append("mine")
            if len(names) > 2: raise ValueError("names are shared")
            if isinstance(X, str):
                if X == "crash": os._exit(9)
                if X == "slow": print("begun", flush=True); time.sleep(0.3)
                return X
            if X[0, 0] == 13: raise ValueError("thirteen")
            if X[0, 0] == 14: return [[1, 2.5]]
            if X[0, 0] == 15: return None
            X *= 2
            return X
    """
}


def frames_of(inputs, names=("a",)):
    return b"".join(
        make_frame(*make_call(number + 1, "predict", [value], names=names)) for number, value in enumerate(inputs)
    )


class HeldAnswers(unittest.TestCase):
    def test_calls_that_come_together_are_answered_in_order(self):
        arrays = [np.full((1 + n % 3, 2), n / 2) for n in range(300)]
        arrays += [np.full((1, 2), n, dtype=dtype) for n in (1, 2) for dtype in ("int32", "float32", "uint8", "float16")]
        arrays = [array for array in arrays if array[0, 0] not in (13, 14, 15)]
        for has_one_core in (False, True):
            with self.subTest(has_one_core), WorkerProcess("Model", MODEL, has_one_core=has_one_core) as worker:
                worker.socket.sendall(frames_of([tensor(array) for array in arrays]))
                for number, array in enumerate(arrays):
                    header, body = worker.receive()
                    self.assertEqual(header["id"], number + 1)
                    value = decode_output(header, body)
                    self.assertEqual(value.dtype, array.dtype)
                    np.testing.assert_array_equal(value, array * 2)

    def test_calls_that_look_alike_may_have_answers_of_all_kinds(self):
        with WorkerProcess("Model", MODEL, has_one_core=True) as worker:
            worker.socket.sendall(frames_of([tensor([[n, 0.0]]) for n in (1, 13, 2, 14, 3, 15, 4)]))
            answers = [worker.receive() for _ in range(7)]
            kinds = [next(iter(set(header) - {"id"})) for header, _ in answers]
            self.assertEqual(kinds, ["output", "error", "output", "output", "output", "error", "output"])
            self.assertEqual(decode_output(*answers[3]), [[1, 2.5]])
            self.assertIn("thirteen", answers[1][0]["error"]["message"])
            self.assertIn("was `return` forgotten", answers[5][0]["error"]["message"])
            self.assertEqual([decode_output(*answers[n])[0, 0] for n in (0, 2, 4, 6)], [2, 4, 6, 8])

    def test_tables_without_rows_or_columns_pass(self):
        source = {"Echo.py": "class Echo:\n    def predict(self, X, names):\n        return X\n"}
        with WorkerProcess("Echo", source) as worker:
            for shape in ((0, 2), (2, 0), (0,), (1, 0, 3)):
                for _ in range(2):
                    header, _ = worker.call(1, "predict", tensor(np.zeros(shape)))
                    self.assertEqual(header["output"]["shape"], list(shape))

    def test_a_crash_leaves_the_answers_that_were_computed_before_it(self):
        with WorkerProcess("Model", MODEL, has_one_core=True) as worker:
            # The first call makes sure that the others have been read together.
            calls = [text("slow"), *(tensor([[n, 0.0]]) for n in range(5)), text("crash"), text("x")]
            worker.socket.sendall(frames_of(calls))
            received = []
            try:
                while True:
                    received.append(worker.receive()[0]["id"])
            except (EOFError, ConnectionResetError):
                pass
            self.assertEqual(worker.process.wait(20), 9)
            self.assertEqual(worker.progress(), 7)
            held = [header["id"] for header in worker.held()]
            self.assertEqual(received + held, [1, 2, 3, 4, 5, 6])

    def test_sigterm_and_stop_send_what_is_held(self):
        with WorkerProcess("Model", MODEL, has_one_core=True) as worker:
            worker.socket.sendall(frames_of([tensor([[n, 0.0]]) for n in range(5)]) + make_frame({"stop": True}))
            self.assertEqual([worker.receive()[0]["id"] for _ in range(5)], [1, 2, 3, 4, 5])
            self.assertEqual(worker.process.wait(20), 0)
            self.assertEqual((worker.progress(), worker.held()), (0, []))
        with WorkerProcess("Model", MODEL, has_one_core=True) as worker:
            worker.socket.sendall(frames_of([tensor([[1, 0.0]]), text("slow"), tensor([[2, 0.0]])]))
            self.assertEqual(worker.process.stdout.readline(), b"begun\n")
            worker.process.send_signal(signal.SIGTERM)
            self.assertEqual([worker.receive()[0]["id"] for _ in range(2)], [1, 2])
            self.assertEqual(worker.process.wait(20), 0)
            self.assertEqual(worker.held(), [])


if __name__ == "__main__":
    unittest.main()
