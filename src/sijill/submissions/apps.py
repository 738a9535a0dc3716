from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "sijill.submissions"
    label = "submissions"
