"""Which hooks a class has, how they are called, and what is answered for those that it lacks."""

import functools
import unittest

import numpy as np
from seldon_core.user_model import SeldonComponent, SeldonNotImplementedError

from radiant_worker.hooks import Hooks
from radiant_worker.ready_info import describe_ready

from .support import Caller, tensor, text


def plain(self, X, names):
    return {"names": names}


def with_meta(self, X, names, meta):
    return {"meta": meta}


def with_defaults(self, X, names=None, meta=None):
    return {"meta": meta}


def with_args(self, X, *args):
    return {"args": len(args)}


def with_kwargs(self, X, names, **kwargs):
    return {"meta": kwargs["meta"]}


def with_args_and_kwargs(self, *args, **kwargs):
    return {"args": len(args), "meta": kwargs["meta"]}


def meta_is_second(self, X, meta=None):
    return {"meta": meta}


def keyword_only(self, X, names, *, meta):
    return {"meta": meta}


@functools.wraps(plain)
def wrapped(self, *args, **kwargs):
    return plain(self, *args, **kwargs)


def handed_on(self, *args, **kwargs):
    return plain(self, *args, **kwargs)


class Signatures(unittest.TestCase):
    def test_meta_is_given_to_those_who_take_it(self):
        meta = {"puid": "p"}
        cases = [
            (plain, {"names": ["a"]}),
            (with_meta, {"meta": meta}),
            (with_defaults, {"meta": meta}),
            (with_args, {"args": 1}),
            (with_kwargs, {"meta": meta}),
            (with_args_and_kwargs, {"args": 2, "meta": meta}),
            (meta_is_second, {"meta": ["a"]}),
            (keyword_only, {"meta": meta}),
            (wrapped, {"names": ["a"]}),
            (handed_on, {"names": ["a"]}),
            (staticmethod(lambda X, names, meta=None: {"meta": meta}), {"meta": meta}),
            (classmethod(with_meta), {"meta": meta}),
            (functools.partialmethod(with_meta), {"meta": meta}),
        ]
        for verb, method in (
            ("predict", "predict"),
            ("transformInput", "transform_input"),
            ("transformOutput", "transform_output"),
        ):
            for function, expected in cases:
                with self.subTest(verb=verb, function=function):
                    caller = Caller(type("Model", (), {method: function})())
                    for _ in range(2):
                        self.assertEqual(caller.value(verb, text("x"), names=["a"], meta=meta), expected)

    def test_a_method_that_takes_x_only_fails_as_python_says(self):
        class OneArg:
            def predict(self, X):
                return X

        error = Caller(OneArg()).error("predict", text("x"))
        self.assertEqual(error["httpStatus"], 500)
        self.assertIn("takes 2 positional arguments but 3 were given", error["message"])

    def test_a_type_error_of_user_code_does_not_run_it_twice(self):
        class Model:
            runs = 0

            def predict(self, X, names, meta=None):
                self.runs += 1
                raise TypeError("got an unexpected keyword argument 'meta'")

        user = Model()
        self.assertIn("unexpected", Caller(user).error("predict", text("x"))["message"])
        self.assertEqual(user.runs, 1)

    def test_feedback_without_routing_is_called(self):
        class Learner:
            def send_feedback(self, features, names, reward, truth):
                return {"reward": reward}

        self.assertEqual(
            Caller(Learner()).value("sendFeedback", feedback={"reward": 1.5, "truth": None, "routing": 1}),
            {"reward": 1.5},
        )


class Defaults(unittest.TestCase):
    def test_a_class_without_hooks_has_default_answers(self):
        class Nothing:
            pass

        for user, health in ((Nothing(), "healthy"), (SeldonComponent(), "not implemented - assuming healthy")):
            with self.subTest(health):
                caller = Caller(user)
                self.assertEqual(caller.value("predict", tensor([[1.0]])).shape, (0,))
                self.assertEqual(caller.value("transformInput", tensor([[1, 2]])).tolist(), [[1, 2]])
                self.assertEqual(caller.value("transformOutput", text("x")), "x")
                self.assertEqual(
                    caller.value("sendFeedback", feedback={"reward": 1, "truth": None, "routing": None}).shape, (0,)
                )
                self.assertEqual(caller.value("healthStatus"), health)
                for verb, message in (("route", "Route not defined"), ("aggregate", "Aggregate not defined")):
                    error = caller.error(verb, tensor([[1.0]]))
                    self.assertEqual((error["message"], error["httpStatus"]), (message, 400))

    def test_tags_metrics_and_names_belong_to_default_answers_too(self):
        class Tagged:
            def tags(self):
                return {"a": 1}

            def metrics(self):
                return [{"type": "COUNTER", "key": "k", "value": 1}]

            class_names = ["c"]

        for verb in ("predict", "transformInput", "healthStatus"):
            header, _ = Caller(Tagged()).call(verb, *([] if verb == "healthStatus" else [tensor([[1.0]])]))
            self.assertEqual((header["tags"], len(header["metrics"])), ({"a": 1}, 1))
            self.assertEqual(header.get("names"), ["c"] if verb == "transformInput" else None)

    def test_not_implemented_is_the_default_answer(self):
        def missing(self, *args, **kwargs):
            raise SeldonNotImplementedError("not here")

        hooks = (
            "predict",
            "transform_input",
            "send_feedback",
            "health_status",
            "route",
            "tags",
            "metrics",
            "class_names",
        )
        caller = Caller(type("Model", (), {name: missing for name in hooks})())
        self.assertEqual(caller.value("predict", text("x")).shape, (0,))
        self.assertEqual(caller.value("transformInput", text("x")), "x")
        self.assertEqual(caller.value("healthStatus"), "not implemented - assuming healthy")
        error = caller.error("route", text("x"))
        self.assertEqual((error["message"], error["httpStatus"]), ("not here", 400))

    def test_routers_answer_python_integers(self):
        class Router:
            def route(self, X, names):
                return eval(X, {"np": np})

        caller = Caller(Router())
        for code, expected in (("1", 1), ("-2", -2), ("True", True)):
            self.assertIs(type(caller.value("route", text(code))), type(expected))
            self.assertEqual(caller.value("route", text(code)), expected)
        for code, shown in (("'1'", "1"), ("1.0", "1.0"), ("None", "None"), ("[1]", "[1]"), ("np.int64(1)", "1")):
            error = caller.error("route", text(code))
            self.assertEqual(
                (error["message"], error["httpStatus"]), ("Routing response must be int but got " + shown, 400)
            )


class Names(unittest.TestCase):
    def test_names_go_with_arrays_of_two_and_more_dimensions(self):
        cases = [(["a"], ["a"]), (("a", "b"), ["a", "b"]), (np.array(["a"]), ["a"]), ("abc", "abc"), (None, None)]
        for names, expected in cases:
            for attribute in (names, lambda self, names=names: names):
                with self.subTest(names=names):
                    caller = Caller(
                        type("Model", (), {"class_names": attribute, "predict": lambda self, X, names: X})()
                    )
                    self.assertEqual(caller.call("predict", tensor([[1.0]]))[0].get("names"), expected)
                    self.assertNotIn("names", caller.call("predict", tensor([1.0]))[0])
                    self.assertNotIn("names", caller.call("predict", text("x"))[0])

    def test_errors_in_extras_are_errors_of_the_class(self):
        for hook in ("tags", "metrics", "class_names"):
            model = type("Model", (), {"predict": lambda self, X, names: X, hook: lambda self: self.no_such_thing})
            self.assertIn("no_such_thing", Caller(model()).error("predict", tensor([[1.0]]))["message"])


class Metrics(unittest.TestCase):
    def test_bad_metrics_are_named(self):
        good = {"type": "COUNTER", "key": "a", "value": 1}
        cases = [
            None, {}, (good,), [5], [{**good, "value": "1"}], [{**good, "value": None}], [{**good, "type": "counter"}],
            [{"type": "COUNTER", "key": "a"}], [{"type": "COUNTER", "value": 1}], [{**good, "key": 5}], [{**good, "tags": 5}], [{**good, "tags": {"a": 5}}],
        ]  # fmt: skip
        for metrics in cases:
            with self.subTest(metrics=metrics):
                model = type(
                    "Model", (), {"predict": lambda self, X, names: X, "metrics": lambda self, metrics=metrics: metrics}
                )
                error = Caller(model()).error("predict", text("x"))
                self.assertEqual((error["reason"], error["httpStatus"]), ("MICROSERVICE_BAD_METRIC", 500))
                self.assertTrue(error["message"].startswith("Bad metric created during request: "))


class Ready(unittest.TestCase):
    def ready(self, **members):
        return describe_ready(Hooks(type("Model", (), members)()), None)

    def test_only_own_methods_are_verbs(self):
        class Derived(SeldonComponent):
            def predict(self, X, names, meta=None):
                return X

        class Again(Derived):
            pass

        for user in (Derived(), Again()):
            ready = describe_ready(Hooks(user), None)
            self.assertEqual((ready["verbs"], ready["rawVerbs"]), (["predict"], []))
            self.assertTrue(ready["batchable"])

    def test_raw_hooks_and_for_whom_they_are(self):
        def f(self, message):
            return message

        self.assertEqual(self.ready(predict_raw=f)["rawOnly"], {})
        self.assertEqual(self.ready(predict_rest=f)["rawOnly"], {"predict": "json"})
        self.assertEqual(self.ready(predict_grpc=f)["rawOnly"], {"predict": "protobuf"})
        self.assertEqual(self.ready(predict_rest=f, predict_grpc=f)["rawOnly"], {})
        self.assertEqual(
            self.ready(route_raw=f, aggregate_raw=f, health_status_raw=f)["rawVerbs"],
            ["route", "aggregate", "healthStatus"],
        )

    def test_micro_batches_are_opted_in_and_only_for_plain_classes(self):
        predict = lambda self, X, names: X  # noqa: E731
        cases = [
            ({}, False, None, True),
            ({"row_wise": True}, True, None, True),
            ({"max_batch_size": 8}, True, 8, True),
            ({"max_batch_size": 8, "row_wise": False}, False, 8, True),
            ({"max_batch_size": 1, "row_wise": True}, False, 1, True),
            ({"max_batch_size": "x", "row_wise": True}, True, None, True),
            ({"row_wise": True, "tags": lambda self: {}}, False, None, False),
            ({"row_wise": True, "metrics": lambda self: []}, False, None, False),
            ({"row_wise": True, "predict_raw": lambda self, m: m}, False, None, False),
        ]
        for members, row_wise, size, batchable in cases:
            with self.subTest(members=members):
                ready = self.ready(predict=predict, **members)
                self.assertEqual(
                    (ready["rowWise"], ready["maxBatchSize"], ready["batchable"]), (row_wise, size, batchable)
                )
        self.assertFalse(self.ready(row_wise=True)["batchable"])


class MicroBatches(unittest.TestCase):
    def test_the_rows_of_a_batch_are_computed_together(self):
        class Model:
            calls = 0

            def predict(self, X, names):
                self.calls += 1
                return X.sum(axis=1)

        user = Model()
        value = Caller(user).value("predict", tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), rows=[1, 2])
        self.assertEqual((value.tolist(), user.calls), ([3.0, 7.0, 11.0], 1))

    def test_a_result_that_is_not_row_wise_is_told(self):
        for result in (np.array([1.0]), [1.0, 2.0], np.array(1.0), "text", {"a": 1}):
            with self.subTest(result=result):
                model = type("Model", (), {"predict": lambda self, X, names, result=result: result})
                error = Caller(model()).error("predict", tensor([[1.0], [2.0], [3.0]]), rows=[1, 2])
                self.assertTrue(error["notRowWise"])


if __name__ == "__main__":
    unittest.main()
