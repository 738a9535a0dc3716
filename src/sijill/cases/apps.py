from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "sijill.cases"
    label = "cases"
