from django.urls import path

from sijill.web.pages import audit, cases, home, lists, notices, overview, person, review, search, split

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("help/", home.help_page, name="help"),
    path("language/", home.language, name="language"),
    path("overview/", overview.overview, name="overview"),
    path("figures/", overview.figures, name="figures"),
    path("persons/<str:person_id>/", person.person, name="person"),
    path("persons/<str:person_id>/sealed/", person.sealed, name="sealed"),
    path("persons/<str:person_id>/records/", split.cluster, name="cluster"),
    path("persons/<str:person_id>/split/", split.split, name="split"),
    path("search/", search.search, name="search"),
    path("search/check/", search.check, name="check"),
    path("review/", review.queue, name="review"),
    path("review/next/", review.next_pair, name="next"),
    path("review/pairs/<str:left>/<str:right>/", review.pair, name="pair"),
    path("review/undo/", review.undo, name="undo"),
    path("review/agreement/", review.agreement, name="agreement"),
    path("notices/", notices.notices, name="notices"),
    path("lists/", lists.lists, name="lists"),
    path("lists/upload/", lists.upload, name="upload"),
    path("lists/link/", lists.link, name="link"),
    path("lists/<str:list_id>/", lists.one_list, name="list"),
    path("lists/<str:list_id>/mapping/", lists.mapping, name="mapping"),
    path("lists/<str:list_id>/versions/", lists.versions, name="versions"),
    path("lists/<str:list_id>/withdraw/", lists.withdraw, name="withdraw"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:case_id>/", cases.one_case, name="case"),
    path("jobs/<str:job_id>/", lists.job, name="job"),
    path("audit/", audit.ledger, name="audit"),
    path("audit/mine/", audit.mine, name="mine"),
    path("audit/of/<str:thing>/", audit.about, name="audit_of"),
]
