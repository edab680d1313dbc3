import io

from django.core.mail import EmailMultiAlternatives

from portal.mail import ReadableConsole


def test_console_shows_receiver_subject_and_text_in_plain_words():
    stream = io.StringIO()
    letter = EmailMultiAlternatives("待审查：白皮书", "单明远：\n请审阅。", "a@unit.example", ["b@unit.example"])
    letter.attach_alternative("<p>请审阅。</p>", "text/html")

    ReadableConsole(alias="default", stream=stream).send_messages([letter])

    assert stream.getvalue().splitlines()[:3] == [
        "E-mail to b@unit.example: 待审查：白皮书",
        "    单明远：",
        "    请审阅。",
    ]
