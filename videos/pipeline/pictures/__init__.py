"""Pictures: what a slide may draw of a sentence, found and checked."""
