"""From a case to the pages a body can take: every answer with its sources, what is not known said as such.

Reading order: ``model`` (nouns), ``form_file`` (the forms, as data), ``gate`` (consent, levels, witnesses), ``choose``
(contradicting claims), ``say`` and ``words`` (values in the language of the form), ``fill``, ``notes``, ``document``;
``render_pdf``, ``render_docx``, ``render_json``, ``manifest`` and ``check_submission`` (for a third party); ``letter``.
"""
