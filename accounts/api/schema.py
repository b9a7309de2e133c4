"""How OpenAPI names the three ways to be recognised."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class SessionTokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.SessionToken"
    name = "SessionToken"

    def get_security_definition(self, auto_schema):
        return _in_header("X-Session-Token", "A person who signed in by code through /api/auth/app/v1/.")


class MachineKeyScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.MachineKey"
    name = "MachineKey"

    def get_security_definition(self, auto_schema):
        return _in_header("Authorization", "`Key <token>`: a program, with scopes, bound to one crisis.")


class ManageTokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.ManageToken"
    name = "ManageToken"

    def get_security_definition(self, auto_schema):
        return _in_header(
            "Authorization",
            "`Manage <token>`: whoever posted an offer, a need, a search or a check-in, follows "
            'a search, or said "this is me".',
        )


def _in_header(name: str, description: str) -> dict:
    return {"type": "apiKey", "in": "header", "name": name, "description": description}
