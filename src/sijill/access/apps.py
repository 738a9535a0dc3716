from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "sijill.access"
    label = "access"
