"""E-mail of the demo: readable in the terminal, sent nowhere."""

from typing import Any

from django.core.mail.backends.console import EmailBackend


class ReadableConsole(EmailBackend):
    """Receivers, subject and text, in place of the encoded message."""

    def write_message(self, message: Any) -> None:
        head = f"E-mail to {', '.join(message.recipients())}: {message.subject}"
        text = "\n".join(f"    {line}" for line in str(message.body).splitlines())
        self.stream.write(f"{head}\n{text}\n")
