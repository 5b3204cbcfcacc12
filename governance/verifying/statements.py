"""The SQL of a verification, which gives columns as the body writes them.

Plain tuples instead of model instances: a million entries are read.
"""

COLUMNS = {
    "sqlite": (
        "e.uuid, CAST(e.ts AS text), e.actor_id, e.action, e.object_type, "
        "e.object_id, e.project_id, e.request_id, e.why_digest, e.body, e.leaf_hash"
    ),
    "postgresql": (
        "e.uuid::text, "
        """to_char(e.ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), """
        "e.actor_id::text, e.action, e.object_type, e.object_id::text, "
        "e.project_id::text, e.request_id::text, e.why_digest, e.body, e.leaf_hash"
    ),
}
TOLD = {
    "sqlite": "d.path, d.salt, CAST(d.value AS text)",
    "postgresql": "d.path, d.salt, d.value::text",
}
NUMBERED = """
    SELECT l.seq, l.leaf_hash, l.entry_id, {columns}
    FROM governance_leaf l LEFT JOIN governance_entry e ON e.id = l.entry_id
    WHERE l.seq >= %s AND l.seq < %s ORDER BY l.seq
"""
NUMBERED_TOLD = """
    SELECT l.seq, {told} FROM governance_leaf l
    JOIN governance_entry e ON e.id = l.entry_id
    JOIN governance_disclosure d ON d.entry_uuid = e.uuid
    WHERE l.seq >= %s AND l.seq < %s ORDER BY l.seq
"""
UNNUMBERED = """
    SELECT e.id, NULL, e.id, {columns} FROM governance_entry e
    WHERE e.id > %s AND e.id <= %s AND NOT EXISTS (
        SELECT 1 FROM governance_leaf l WHERE l.entry_id = e.id)
    ORDER BY e.id
"""
UNNUMBERED_TOLD = """
    SELECT e.id, {told} FROM governance_entry e
    JOIN governance_disclosure d ON d.entry_uuid = e.uuid
    WHERE e.id > %s AND e.id <= %s AND NOT EXISTS (
        SELECT 1 FROM governance_leaf l WHERE l.entry_id = e.id)
    ORDER BY e.id
"""
UNNUMBERED_PAGE = """
    SELECT min(id) - 1, max(id) FROM (
        SELECT e.id FROM governance_entry e WHERE e.id > %s AND e.id <= %s AND NOT
            EXISTS (SELECT 1 FROM governance_leaf l WHERE l.entry_id = e.id)
        ORDER BY e.id LIMIT %s) AS page
"""
# Entries that the sequencer never looks at again, because it passed their place: below
# the mark of its last checkpoint, which another cluster counts differently.
HIDDEN = {
    "sqlite": """
        SELECT e.id FROM governance_entry e WHERE %s = '' AND e.id <= %s
            AND NOT EXISTS (SELECT 1 FROM governance_leaf l WHERE l.entry_id = e.id)
        ORDER BY e.id
    """,
    "postgresql": """
        SELECT e.id FROM governance_entry e
        WHERE %s = (SELECT system_identifier::text FROM pg_control_system())
            AND e.txid < %s::text::xid8
            AND NOT EXISTS (SELECT 1 FROM governance_leaf l WHERE l.entry_id = e.id)
        ORDER BY e.id
    """,
}
REFERRED = "SELECT seq, leaf_hash FROM governance_leaf WHERE seq IN ({marks})"
SNAPSHOT = """
    SELECT (SELECT count(*) FROM governance_entry),
        (SELECT count(*) FROM governance_leaf),
        (SELECT min(seq) FROM governance_leaf), (SELECT max(seq) FROM governance_leaf),
        (SELECT count(*) FROM governance_disclosure),
        (SELECT max(size) FROM governance_checkpoint)
"""
SAME_ENTRY = """
    SELECT entry_id FROM governance_leaf GROUP BY entry_id HAVING count(*) > 1
"""
SAME_ID = "SELECT uuid FROM governance_entry GROUP BY uuid HAVING count(*) > 1"
ORPHANS = """
    SELECT d.entry_uuid, d.path FROM governance_disclosure d
    WHERE NOT EXISTS (SELECT 1 FROM governance_entry e WHERE e.uuid = d.entry_uuid)
"""
