"""Tests of mail: its content, headers and SMTP, and that none is sent twice."""
