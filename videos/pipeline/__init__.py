"""A paper goes in, a narrated video comes out; nothing here knows of Django, Celery or a queue.

    identifier ──paper──▶ Paper ──script──▶ Script ──narration──▶ Clips ──captions──▶ Cues
                                              └──────slides─────▶ Slides              │
                                                                     └──encode────────┴──▶ file ──verify──▶ VideoFacts

Each stage is one module with one public verb; ``assembly`` alone knows their order. A stage is handed the outside
tool that it needs (``outside/``), so that a test can hand in another. What stages have finished stays in the
``workspace``, so that another attempt goes on from there.
"""
