"""Pictures as SVG text: no font, script or request. Each has a title and says nothing the text does not."""
