from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "sijill.statistics"
    label = "statistics"
