from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "sijill.claims"
    label = "claims"
