-- Whether a form was sent with help is said by what was sent last, not by who began it.

UPDATE "Assessment" a SET "source" = CASE WHEN sent."withHelp" THEN 'assisted' ELSE 'self' END::"AssessmentSource"
FROM (
    SELECT s."assessmentId", s."officerId" IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM (
            SELECT DISTINCT ON (answer."indicator") answer."method" FROM "Answer" answer
            WHERE answer."assessmentId" = s."assessmentId" AND answer."at" <= s."at" ORDER BY answer."indicator", answer."seq" DESC
        ) held WHERE held."method" = 'self'
    ) AS "withHelp"
    FROM (
        -- What another rubric counted anew was sent by nobody.
        SELECT DISTINCT ON ("assessmentId") "assessmentId", "officerId", "at" FROM "Submission"
        WHERE "sentAt" IS NULL ORDER BY "assessmentId", "number" DESC
    ) s
) sent
WHERE sent."assessmentId" = a."id" AND a."source" IN ('self', 'assisted')
    AND a."source" <> CASE WHEN sent."withHelp" THEN 'assisted' ELSE 'self' END::"AssessmentSource"
    -- Filled in by somebody at all.
    AND EXISTS (SELECT 1 FROM "Answer" answer WHERE answer."assessmentId" = a."id");
