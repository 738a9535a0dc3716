from django.urls import path

from sijill.web.pages import home, person, search

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("help/", home.help_page, name="help"),
    path("language/", home.language, name="language"),
    path("persons/<str:person_id>/", person.person, name="person"),
    path("persons/<str:person_id>/sealed/", person.sealed, name="sealed"),
    path("search/", search.search, name="search"),
    path("search/check/", search.check, name="check"),
]
