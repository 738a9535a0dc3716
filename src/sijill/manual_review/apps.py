from django.apps import AppConfig


class ManualReviewConfig(AppConfig):
    name = "sijill.manual_review"
    label = "manual_review"
