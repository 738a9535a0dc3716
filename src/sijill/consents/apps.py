from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "sijill.consents"
    label = "consents"
