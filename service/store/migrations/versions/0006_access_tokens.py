"""access tokens

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

import service.store.column_types

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('access_token',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('secret_hash', sa.LargeBinary(), nullable=False),
    sa.Column('issued_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('issued_by', sa.String(), nullable=False),
    sa.Column('expires_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', service.store.column_types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('last_used_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_token'))
    )
    op.create_table('access_grant',
    sa.Column('token_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('division_code', sa.String(), nullable=False),
    sa.Column('body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('below', sa.Boolean(), nullable=False),
    sa.CheckConstraint("role IN ('BODY_EDITOR', 'ESTABLISHMENT_REVIEWER', 'LEGALITY_REVIEWER', 'APPROVER', 'PUBLISHER', 'ADMINISTRATOR')", name=op.f('ck_access_grant_role_known')),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_access_grant_body_id')),
    sa.ForeignKeyConstraint(['token_id'], ['access_token.id'], name=op.f('fk_access_grant_token_id')),
    sa.PrimaryKeyConstraint('token_id', 'role', name=op.f('pk_access_grant'))
    )
    op.bulk_insert(
        sa.table("number_series", sa.column("name"), sa.column("next_number")),
        [{"name": "access_token", "next_number": 1}],
    )


def downgrade() -> None:
    op.drop_table('access_grant')
    op.drop_table('access_token')
    op.execute("DELETE FROM number_series WHERE name = 'access_token'")
