"""Authorities and certificates made for one test, by openssl."""

import os
import subprocess


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Authority:
    def __init__(self, directory, name="authority"):
        self.directory, self.path = directory, os.path.join(directory, name + ".pem")
        self.key = os.path.join(directory, name + ".key")
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", self.key,
                "-out", self.path)

    def sign(self, name, host="localhost"):
        """(certificate, key) for the host, as files of that name."""
        certificate, key, request, extension = (os.path.join(self.directory, name + end)
                                                for end in (".pem", ".key", ".csr", ".ext"))
        with open(extension, "w") as file:
            file.write(f"subjectAltName=DNS:{host}\n")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.path, "-CAkey", self.key, "-CAcreateserial", "-days", "2",
                "-extfile", extension, "-out", certificate)
        return certificate, key
