from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DemoHasher(PBKDF2PasswordHasher):
    """Quick on purpose: every password here is printed on the login page, and the
    client's secret is 64 random characters."""

    algorithm = "pbkdf2_demo"
    iterations = 1000
