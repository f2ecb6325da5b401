/**
 * The first schema, in the SQL that SQLite and PostgreSQL have in common; docs/decisions/0003-store.md says why each
 * index is there. The directory leads every primary key and unique index but those of the tables that are read before a
 * directory is known.
 */
export const first = `
create table directory (
  directory_id integer not null primary key, name text not null unique, number bigint not null unique,
  oid text not null unique, status text not null, settings text not null, created_at bigint not null);
create table account (
  login_key text not null primary key, oid text not null unique, directory_id integer, login text not null, email text,
  email_key text unique, password_hash text, permissions text not null, person_number integer, status text not null,
  created_at bigint not null);
create index account_directory on account (directory_id, login_key);
create table token (
  secret_hash text not null primary key, oid text not null unique, directory_id integer, login_key text,
  purpose text not null, name text, description text, scopes text not null, status text not null, creator_kind text,
  creator_oid text, created_at bigint not null, updated_at bigint not null, expires_at bigint, used_at bigint);
create index token_directory on token (directory_id, secret_hash);
create index token_program on token (directory_id, purpose, oid) where login_key is null;
create index token_login on token (login_key, purpose) where login_key is not null;
create index token_ended on token (expires_at) where login_key is not null;
create table installation (name text not null primary key, value text not null, until bigint);
create index installation_until on installation (until) where until is not null;

create table ledger (
  directory_id integer not null primary key, sequence bigint not null, next_group integer not null,
  next_type integer not null, next_person integer not null, next_thing integer not null, next_member bigint not null,
  live_groups integer not null, live_people integer not null);

create table group_type (
  directory_id integer not null, number integer not null, name text not null, primary key (directory_id, number));

create table groups (
  directory_id integer not null, number integer not null, uuid text not null, oid text not null, code text not null,
  slug text, slug_key text, state text not null, builtin text not null, name text not null, name_key text not null,
  short_name text not null, title text not null, description text, rank integer, rank_order integer not null, type_number integer,
  labels text not null, columns text not null, selectors text not null, extras text not null,
  people integer not null, phones integer not null, items integer not null, headings integer not null,
  devices integer not null, endpoints integer not null, contained integer not null,
  expires_at bigint, trashed_at bigint, created_at bigint not null, updated_at bigint not null, version bigint not null,
  primary key (directory_id, number));
create unique index groups_uuid on groups (directory_id, uuid);
create unique index groups_oid on groups (directory_id, oid);
create unique index groups_code on groups (directory_id, code) where state <> 'trashed';
create unique index groups_slug on groups (directory_id, slug_key) where state <> 'trashed' and slug_key is not null;
create index groups_live on groups (directory_id, number) where state = 'live' and builtin = '';
create index groups_trashed on groups (directory_id, number) where state = 'trashed';
create index groups_created on groups (directory_id, created_at, uuid, number) where state = 'live' and builtin = '';
create index groups_name on groups (directory_id, name, oid, number) where state = 'live' and builtin = '';
create index groups_name_key on groups (directory_id, name_key, number) where state <> 'stub';
create index groups_type on groups (directory_id, type_number, name_key, number)
  where state = 'live' and builtin = '';
create index groups_rank on groups (directory_id, state, builtin, rank_order, number);
create index groups_due on groups (directory_id, expires_at) where state = 'live' and expires_at is not null;
create index groups_due_anywhere on groups (expires_at) where state = 'live' and expires_at is not null;

create table member (
  directory_id integer not null, id bigint not null, since bigint not null, until bigint not null, state text not null,
  group_number integer not null, kind text not null, ref integer, home smallint not null, name text, name_key text,
  position bigint not null, place bigint not null, data text not null, valid_from bigint, valid_until bigint,
  primary key (directory_id, id, since),
  foreign key (directory_id, group_number) references groups (directory_id, number));
create unique index member_once on member (directory_id, group_number, kind, ref)
  where until = 0 and ref is not null;
create unique index member_home on member (directory_id, ref) where until = 0 and home = 1;
create index member_page on member (directory_id, group_number, kind, position) where until = 0 and state = 'live';
create index member_back on member (directory_id, kind, ref, place) where until = 0 and ref is not null;
create index member_below on member (directory_id, group_number, kind, ref, state, until)
  where until = 0 and state = 'live' and (kind = 'group' or kind = 'device');
create index member_name on member (directory_id, group_number, kind, name_key)
  where until = 0 and name_key is not null;
create index member_ended on member (directory_id, group_number, until) where until <> 0;
create index member_waiting on member (directory_id, group_number, kind) where until = 0 and state = 'waiting';
create index member_begins on member (directory_id, valid_from) where until = 0 and state = 'waiting';
create index member_ends on member (directory_id, valid_until) where until = 0 and valid_until <> 0;
create index member_begins_anywhere on member (valid_from) where until = 0 and state = 'waiting';
create index member_ends_anywhere on member (valid_until) where until = 0 and valid_until <> 0;

create table person (
  directory_id integer not null, number integer not null, uuid text not null, oid text not null, state text not null,
  display_name text not null, display_name_key text not null, phone text not null, phone_key text not null, email text,
  email_key text, email_order text not null, user_name text, user_name_key text, data text not null, data_key text,
  extras text not null, trashed_at bigint, created_at bigint not null, updated_at bigint not null,
  version bigint not null, primary key (directory_id, number));
create unique index person_uuid on person (directory_id, uuid);
create unique index person_oid on person (directory_id, oid);
create unique index person_user_name on person (directory_id, user_name_key)
  where state = 'live' and user_name_key is not null;
create index person_live on person (directory_id, number) where state = 'live';
create index person_trashed on person (directory_id, number) where state = 'trashed';
create index person_email on person (directory_id, email_key) where state = 'live' and email_key is not null;
create index person_email_order on person (directory_id, email_order, oid) where state = 'live';
create index person_phone on person (directory_id, phone) where state = 'live';
create index person_phone_key on person (directory_id, phone_key) where state = 'live';

create table thing (
  directory_id integer not null, kind text not null, number integer not null, oid text not null, state text not null,
  name text not null, data text not null, tags text not null, extras text not null, created_at bigint not null,
  updated_at bigint not null, version bigint not null,
  primary key (directory_id, kind, number));
create unique index thing_oid on thing (directory_id, kind, oid);
create index thing_live on thing (directory_id, kind, state, number);
create table tag (
  directory_id integer not null, number integer not null, key text not null, value text not null,
  primary key (directory_id, number, key, value));
create index tag_value on tag (directory_id, key, value, number);
create index tag_any_key on tag (directory_id, value, number);
create table selector (
  directory_id integer not null, group_number integer not null, position integer not null, kind text not null, key text,
  value text,
  primary key (directory_id, group_number, position));
create index selector_query on selector (directory_id, group_number) where kind = 'query';

create table event (
  directory_id integer not null, sequence bigint not null, at bigint not null, actor text not null,
  dialect text not null, request text not null, kind text not null, subject_kind text not null,
  subject_number integer not null, before text, after text, members text, cause bigint, undoes bigint,
  primary key (directory_id, sequence));
create index event_subject on event (directory_id, subject_kind, subject_number, sequence);
create table webhook (
  directory_id integer not null, number integer not null, url text not null, secret text not null,
  cursor bigint not null, failures integer not null, next_at bigint, primary key (directory_id, number));
create table answer (
  directory_id integer not null, key text not null, request_hash text not null, status integer not null,
  body text not null, expires_at bigint not null, primary key (directory_id, key));
`
