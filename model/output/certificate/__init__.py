"""This file is about the certificate: `files` makes it, `check_certificate` checks it by itself."""
