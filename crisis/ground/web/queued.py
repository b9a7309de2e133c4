"""A form that waited on a phone is answered with the address of its page: docs/offline.md."""

CREATED, REDIRECTS = 201, (302, 303)


class QueuedForms:
    """201 with the Location instead of a redirect, which the browser hides from the worker that sent the form.

    Followed by the worker, the page would lose what it says only once.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if "Idempotency-Key" in request.headers and response.status_code in REDIRECTS:
            response.status_code = CREATED
        return response
