"""The markings that readers give to entries, since no public list states one itself."""

from accord.model.markings import (
    Audience,
    Handling,
    InformationEvaluation,
    Marking,
    SourceEvaluation,
)

PUBLISHED = Marking(
    handling=Handling.H0,
    source_evaluation=SourceEvaluation.A,
    information_evaluation=InformationEvaluation.ONE,
    audience=Audience(everyone=True),
)
"""What the publisher itself published to the world. H0: no restriction beyond the law. A1
says that the entry is reliably the publisher's, not that its reasons are proven."""
