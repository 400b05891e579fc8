"""the audit trail

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

import service.store.column_types

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


_GUARDS = {
    "sqlite": [
        "CREATE TRIGGER audit_record_not_changed BEFORE UPDATE ON audit_record"
        " BEGIN SELECT RAISE(ABORT, 'audit records are never changed'); END",
        "CREATE TRIGGER audit_record_not_deleted BEFORE DELETE ON audit_record"
        " BEGIN SELECT RAISE(ABORT, 'audit records are never deleted'); END",
        "CREATE TRIGGER audit_record_added_last BEFORE INSERT ON audit_record"
        " WHEN NEW.sequence <= (SELECT coalesce(max(sequence), 0) FROM audit_record)"
        " BEGIN SELECT RAISE(ABORT, 'audit records are added at the end'); END",
        "CREATE TRIGGER audit_head_counts_on BEFORE UPDATE ON audit_head"
        " WHEN OLD.records > 0 AND NEW.records <> OLD.records + 1"
        " BEGIN SELECT RAISE(ABORT, 'the audit head counts on by one'); END",
        "CREATE TRIGGER audit_head_not_deleted BEFORE DELETE ON audit_head WHEN OLD.records > 0"
        " BEGIN SELECT RAISE(ABORT, 'the audit head is never deleted'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'audit records are never changed or deleted'; END $$",
        "CREATE TRIGGER audit_record_not_changed BEFORE UPDATE OR DELETE ON audit_record"
        " FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
        "CREATE TRIGGER audit_record_not_emptied BEFORE TRUNCATE ON audit_record"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
        "CREATE FUNCTION audit_added_last() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN IF NEW.sequence <= (SELECT coalesce(max(sequence), 0) FROM audit_record) THEN"
        " RAISE EXCEPTION 'audit records are added at the end'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER audit_record_added_last BEFORE INSERT ON audit_record"
        " FOR EACH ROW EXECUTE FUNCTION audit_added_last()",
        "CREATE TRIGGER audit_head_counts_on BEFORE UPDATE ON audit_head FOR EACH ROW"
        " WHEN (OLD.records > 0 AND NEW.records <> OLD.records + 1) EXECUTE FUNCTION audit_refuses()",
        "CREATE TRIGGER audit_head_not_deleted BEFORE DELETE ON audit_head FOR EACH ROW"
        " WHEN (OLD.records > 0) EXECUTE FUNCTION audit_refuses()",
        "CREATE TRIGGER audit_head_not_emptied BEFORE TRUNCATE ON audit_head"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
    ],
}


def upgrade() -> None:
    op.create_table('audit_record',
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recorded_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('who', sa.String(), nullable=False),
    sa.Column('who_name', sa.String(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('division_code', sa.String(), nullable=True),
    sa.Column('body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('previous', sa.LargeBinary(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_audit_record'))
    )
    with op.batch_alter_table('audit_record', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_record_division_code_sequence'), ['division_code', 'sequence'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_record_subject_sequence'), ['subject', 'sequence'], unique=False)

    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('records', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    head = sa.table('audit_head', sa.column('id'), sa.column('records'), sa.column('hash', sa.LargeBinary()))
    op.bulk_insert(head, [{'id': 1, 'records': 0, 'hash': bytes(32)}])
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for table in ('audit_record', 'audit_head'):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_added_last, audit_refuses")
