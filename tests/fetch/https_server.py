"""An https server on 127.0.0.1 whose certificate is made in FOLDER by openssl.

Usage: https_server.py FOLDER   prints its port, then answers until its standard input ends.
"""

import http.server
import ssl
import subprocess
import sys
import threading
import time

folder = sys.argv[1]
subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)


# A red pixel and a blue one.
dot = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000020000000108020000007b40e8dd0000000d49444154789c63f8cf0004ff01"
                    "070001ffe2239e590000000049454e44ae426082")


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def start(self, status=200, **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()

    def do_GET(self):
        port = self.server.server_address[1]
        try:
            if self.path == "/picture":
                self.start(Content_Length="5")
                self.wfile.write(b"hello")
            elif self.path == "/dot.png":
                self.start(Content_Length=str(len(dot)))
                self.wfile.write(dot)
            elif self.path.startswith("/hops/"):
                left = int(self.path[6:])
                self.start(302, Location=f"/hops/{left - 1}" if left > 1 else "/picture")
            elif self.path == "/private":
                self.start(302, Location="https://10.0.0.1/secret")
            elif self.path == "/other-name":
                self.start(302, Location=f"https://127.0.0.1:{port}/picture")
            elif self.path == "/plain":
                self.start(301, Location="http://localhost/picture")
            elif self.path == "/file":
                self.start(302, Location="file:///etc/passwd")
            elif self.path == "/large":
                self.start(Content_Length=str(1 << 40))
                while True:
                    self.wfile.write(b"x" * 65536)
            elif self.path == "/endless":
                self.start()
                while True:
                    self.wfile.write(b"x" * 65536)
            elif self.path == "/cut":
                self.start(Content_Length="1000")
                self.wfile.write(b"x" * 10)
            elif self.path == "/slow":
                self.start(Content_Length="1000")
                for _ in range(200):
                    self.wfile.write(b"x")
                    time.sleep(0.1)
            elif self.path == "/silent":
                time.sleep(20)
            elif self.path == "/nothing":
                self.start(Content_Length="0")
            else:
                self.start(404)
        except OSError:
            pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{folder}/certificate.pem", f"{folder}/key.pem")
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
