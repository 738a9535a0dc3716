"""Parts of pages that say the same thing a hundred times, as plain functions: values in, HTML out, in one language."""
