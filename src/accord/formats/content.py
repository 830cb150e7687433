"""What an entry says, as bytes, for the keyed hash by which a re-import finds amendments.

Never the entry's id: the importer compares content under the id. Administrative facts of a
list (when it touched an entry, sort keys) never reach `Entry`, so they amend nothing.
"""

import msgspec

from accord.model.records import Entry

_encoder = msgspec.msgpack.Encoder()


def content_bytes(entry: Entry) -> bytes:
    """MessagePack of `entry` without its id. Equal entries give equal bytes, since structs are
    encoded in field order and hold no unordered values but none-or-one-key dicts.
    """
    return _encoder.encode(msgspec.structs.replace(entry, entry_id=""))
