"""What stands between a right code and the desk."""

from allauth.account.stages import EmailVerificationStage


class VerifyAnyEmail(EmailVerificationStage):
    """Whoever has only a phone number signed in by a code to it: there is no e-mail address to verify."""

    def handle(self):
        return super().handle() if self.login.user.email else (None, True)
