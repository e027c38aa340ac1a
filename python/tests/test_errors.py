"""What the server is told when user code fails."""

import unittest

from seldon_core.flask_utils import SeldonMicroserviceException

from radiant_worker.error_handler import make_error_handler

from .support import Caller, has_module, text


def raising(error):
    def predict(self, X, names):
        raise error

    return type("Model", (), {"predict": predict})()


class OwnError(SeldonMicroserviceException):
    pass


class Unprintable(Exception):
    def __str__(self):
        raise ValueError("no text")


class Errors(unittest.TestCase):
    def test_messages_status_and_reason(self):
        internal, bad = "MICROSERVICE_INTERNAL_ERROR", "MICROSERVICE_BAD_DATA"
        cases = [
            (ValueError("boom"), "boom", 500, internal),
            (KeyError("missing"), "'missing'", 500, internal),
            (Exception(), "", 500, internal),
            (NotImplementedError("builtin"), "builtin", 500, internal),
            (Exception('caf\u00e9 "quoted" <tag> \ud800'), 'caf\u00e9 "quoted" <tag> \ud800', 500, internal),
            (MemoryError(), "out of memory in Model.predict", 500, internal),
            (GeneratorExit(), "Model.predict raised GeneratorExit", 500, internal),
            (Unprintable(), "Unprintable", 500, internal),
            (SeldonMicroserviceException("bad input"), "bad input", 400, bad),
            (SeldonMicroserviceException("later", status_code=503, reason="MINE"), "later", 503, "MINE"),
            (SeldonMicroserviceException("odd", status_code="x"), "odd", 500, bad),
            (SeldonMicroserviceException("low", status_code=42), "low", 500, bad),
            (OwnError("own", status_code=418), "own", 418, bad),
        ]
        for raised, message, status, reason in cases:
            with self.subTest(error=type(raised).__name__, message=message):
                error = Caller(raising(raised)).error("predict", text("x"))
                self.assertEqual((error["message"], error["httpStatus"], error["reason"]), (message, status, reason))
                self.assertEqual(error["exception"], type(raised).__name__)

    def test_the_traceback_begins_in_user_code(self):
        error = Caller(raising(ValueError("boom"))).error("predict", text("x"))
        self.assertIn("raise error", error["traceback"])
        self.assertTrue(error["traceback"].endswith("ValueError: boom"))
        self.assertNotIn("radiant_worker", error["traceback"])

    def test_messages_and_extras_of_any_size_fit_into_a_frame(self):
        error = Caller(raising(ValueError("x" * 100_000_000))).error("predict", text("x"))
        self.assertLess(len(error["message"]) + len(error["traceback"]), 3_000_000)

        class Tagged:
            def predict(self, X, names):
                return X

            def tags(self):
                return {"a": "x" * 70_000_000}

        self.assertIn("too large", Caller(Tagged()).error("predict", text("x"))["message"])

    def test_an_endless_recursion_is_an_error(self):
        class Model:
            def predict(self, X, names):
                return self.predict(X, names)

        self.assertIn("recursion", Caller(Model()).error("predict", text("x"))["message"])


@unittest.skipUnless(has_module("flask"), "flask is not installed")
class ErrorHandlers(unittest.TestCase):
    def setUp(self):
        import flask

        class Handled(Exception):
            pass

        class Model:
            model_error_handler = flask.Blueprint("handlers", __name__)

            def predict(self, X, names):
                if X == "http":
                    flask.abort(404)
                raise Handled("a secret") if X != "plain" else ValueError("plain")

        @Model.model_error_handler.app_errorhandler(Handled)
        def handle(error):
            if str(flask.request.path) != "/predict":
                raise AssertionError
            return flask.jsonify({"told": True}), 402

        user = Model()
        self.caller = Caller(user, make_error_handler(user))

    def test_what_it_handles_is_its_answer(self):
        header, body = self.caller.call("predict", text("x"))
        self.assertEqual(header["response"], {"status": 402, "contentType": "application/json", "size": len(body)})
        self.assertEqual(body.strip().replace(b" ", b""), b'{"told":true}')

    def test_what_it_does_not_handle_is_an_error_as_usual(self):
        self.assertEqual(self.caller.error("predict", text("plain"))["message"], "plain")
        self.assertEqual(self.caller.error("predict", text("http"))["httpStatus"], 500)

    def test_it_is_for_json_callers_only(self):
        self.assertEqual(self.caller.error("predict", text("x"), keep_lists=False)["message"], "a secret")

    def test_a_handler_that_fails_is_what_went_wrong(self):
        import flask

        class Model:
            model_error_handler = flask.Blueprint("broken", __name__)

            def predict(self, X, names):
                raise ValueError("first")

        @Model.model_error_handler.app_errorhandler(ValueError)
        def handle(error):
            raise KeyError("second")

        user = Model()
        self.assertEqual(Caller(user, make_error_handler(user)).error("predict", text("x"))["message"], "'second'")


if __name__ == "__main__":
    unittest.main()
