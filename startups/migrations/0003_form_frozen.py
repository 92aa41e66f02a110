"""Once an application was handed in, its form is stone: the database refuses what code forgets."""

from django.db import migrations

GUARD = """
-- Waits for a submission under way, which freezes the form in the same transaction.
CREATE FUNCTION startups_refuse_when_frozen(batch bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM startups_batch WHERE id = batch FOR SHARE;
    IF EXISTS (SELECT 1 FROM startups_batch WHERE id = batch AND form_frozen_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the form of batch % is frozen', batch
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;

CREATE FUNCTION startups_keep_sections() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM startups_refuse_when_frozen(OLD.batch_id);
    PERFORM startups_refuse_when_frozen(NEW.batch_id);
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION startups_keep_questions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM startups_refuse_when_frozen(batch_id) FROM startups_section
        WHERE id IN (OLD.section_id, NEW.section_id);
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION startups_keep_question_tracks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM startups_refuse_when_frozen(section.batch_id) FROM startups_section section
        JOIN startups_question question ON question.section_id = section.id
        WHERE question.id IN (OLD.question_id, NEW.question_id);
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER section_frozen BEFORE INSERT OR UPDATE OR DELETE ON startups_section
    FOR EACH ROW EXECUTE FUNCTION startups_keep_sections();
CREATE TRIGGER question_frozen BEFORE INSERT OR UPDATE OR DELETE ON startups_question
    FOR EACH ROW EXECUTE FUNCTION startups_keep_questions();
CREATE TRIGGER question_tracks_frozen BEFORE INSERT OR UPDATE OR DELETE
    ON startups_question_tracks
    FOR EACH ROW EXECUTE FUNCTION startups_keep_question_tracks();
"""

BACK = """
DROP TRIGGER question_tracks_frozen ON startups_question_tracks;
DROP TRIGGER question_frozen ON startups_question;
DROP TRIGGER section_frozen ON startups_section;
DROP FUNCTION startups_keep_question_tracks();
DROP FUNCTION startups_keep_questions();
DROP FUNCTION startups_keep_sections();
DROP FUNCTION startups_refuse_when_frozen(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("startups", "0002_decision_history")]

    operations = [migrations.RunSQL(GUARD, BACK)]
