"""What stands between a right code and the desk."""

from allauth.account.stages import EmailVerificationStage


class VerifyAnyEmail(EmailVerificationStage):
    """Whoever has only a phone number signed in by a code to it: there is no e-mail address to verify.

    `login.user` is None for an address that has an account already: allauth then answers as for a new one.
    """

    def handle(self):
        user = self.login.user
        return super().handle() if user is None or user.email else (None, True)
