"""A class's `model_error_handler`: a Flask blueprint that answers for exceptions, run without a Flask server."""


def make_error_handler(user):
    """A function `exception -> ({"status", "contentType", "size"}, body) | None`, or None when the class has no blueprint.
    It gives None for an exception that the blueprint does not handle. Raises what Flask raises when it cannot register it."""
    blueprint = getattr(user, "model_error_handler", None)
    if blueprint is None:
        return None
    import flask

    app = flask.Flask("radiant_worker")
    app.register_blueprint(blueprint)

    def handle(error):
        with app.test_request_context("/predict", method="POST"):
            try:
                answer = app.handle_user_exception(error)
            except BaseException as raised:
                if raised is error:
                    return None
                raise
            # Flask gives an HTTP exception back as its own answer when nobody handles it.
            if answer is error:
                return None
            response = app.make_response(answer)
            body = response.get_data()
        return {
            "status": response.status_code,
            "contentType": response.headers.get("Content-Type", "text/html"),
            "size": len(body),
        }, body

    return handle
