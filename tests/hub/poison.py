"""A mail that kills the process which writes it: what a crash in a native library looks like."""

import os
import signal

from django.core.mail.backends.smtp import EmailBackend


class Backend(EmailBackend):
    def send_messages(self, email_messages):
        if any("poison" in message.subject for message in email_messages):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().send_messages(email_messages)
