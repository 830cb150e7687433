"""The last look at an entry: would the model's own decoder take it?

Structs made in code are not checked when they are made. What passes here can be stored and
read again by every later version of the node.
"""

import re

import msgspec

from accord.model.errors import Invalid
from accord.model.records import Entry

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Entry)
_PATH = re.compile(r"at `\$\.?([^`]*)`")


def accepted(entry: Entry) -> Entry:
    """`entry`, unchanged. Raises Invalid (`entry_not_acceptable`) naming the field."""
    try:
        _decoder.decode(_encoder.encode(entry))
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        found = _PATH.search(str(error))
        raise Invalid("entry_not_acceptable", field=found[1] if found else "") from error
    return entry
