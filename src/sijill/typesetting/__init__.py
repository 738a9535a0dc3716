"""From values to pages: PDF and PNG by Typst, with the fonts that are shipped here and no others.

``show`` makes every text printable, ``bidi`` keeps numbers and foreign words from turning round, ``render`` hands data
to a template as JSON. Nothing here knows what a document says. Templates start with
``#import "library.typ": *`` and may import nothing else.
"""

from sijill.typesetting.bidi import Ready, isolate, joined, placed, sentence, settled
from sijill.typesetting.render import to_pdf, to_png
from sijill.typesetting.show import shown

__all__ = ["Ready", "isolate", "joined", "placed", "sentence", "settled", "shown", "to_pdf", "to_png"]
