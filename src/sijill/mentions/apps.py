from django.apps import AppConfig


class MentionsConfig(AppConfig):
    name = "sijill.mentions"
    label = "mentions"
