"""Turns a paper id into a narrated video. Nothing here knows of Django, Celery or the queue.

    paper id ──paper──▶ Paper ──script──▶ Script
    Script ──slides──▶ Slides
    Script ──narration──▶ Recordings ──captions──▶ Cues
    Slides, Recordings, Cues ──encode──▶ MP4 ──verify──▶ VideoFacts

Each stage is one module or package with one public verb. Only ``assembly`` knows their order. A stage is handed the
external tool that it needs (``outside/``), so tests can hand in another. The results of finished stages are saved in
the attempt's ``Workspace``, so that another attempt can continue from them.
"""
