"""A virus scanner for tests: speaks ClamAV's INSTREAM and finds what contains its marker."""

import socketserver
import struct
import threading

MARKER = b"THE-EVIL-BYTES"


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        assert self.read(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!I", self.read(4))[0]:
            data += self.read(size)
        self.server.seen.append(data)
        found = MARKER in data
        self.request.sendall(
            self.server.answer or (b"stream: Evil.Test FOUND\0" if found else b"stream: OK\0")
        )

    def read(self, size):
        data = b""
        while len(data) < size:
            part = self.request.recv(size - len(data))
            assert part, "the client hung up in the middle"
            data += part
        return data


class Scanner(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen, self.answer = [], b""
        self.address = f"127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()
