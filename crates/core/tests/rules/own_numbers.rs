//! Numbers of one's own: added, proven, made a second factor, taken away.

use crate::story::{World, check, race};

const IN: &str = "new ada A B; web signs-in A code; web tries first right";

const TAKEN: &str = "refused: IdentifierTaken(param: phone_number)";

#[test]
fn a_number_is_added_unproven_and_proven_by_its_code() {
    check(
        &format!("{IN}; web adds-own C"),
        "A verified primary, B verified, C unverified",
    );
    let asked = format!("{IN}; web adds-own C; web asks own C");
    check(&asked, "code2 to C");
    check(
        &format!("{asked}; web tries own C right"),
        "A verified primary, B verified, C proven",
    );
    check(
        &format!("{asked}; web tries own C wrong"),
        "refused: CodeIncorrect",
    );
    check(
        &format!("{asked}; web tries own C right; web asks own C"),
        "refused: AlreadyVerified",
    );
    check(
        &format!("{IN}; web adds-own C; web tries own C 123456"),
        "refused: CodeNotSent",
    );
    check(&format!("{IN}; web asks own C"), "refused: NumberNotFound");
}

#[test]
fn the_first_proven_number_becomes_primary() {
    check(
        "policy phone optional; policy username optional; web signs-up username:ada1 password; web adds-own A; web asks own A; web tries own A right",
        "A proven primary",
    );
}

#[test]
fn a_number_that_somebody_holds_is_taken() {
    check(&format!("{IN}; new bob C; web adds-own C"), TAKEN);
    check(&format!("{IN}; web adds-own B"), TAKEN);
    check(
        &format!("{IN}; web adds-own C; new bob C; web asks own C"),
        TAKEN,
    );
    check(
        &format!("{IN}; web adds-own C; web asks own C; new bob C; web tries own C right"),
        TAKEN,
    );
    race(
        &format!("{IN}; web adds-own C; web asks own C; new bob C unverified"),
        "bob sets C verified",
        "web tries own C right",
        &format!("C verified primary / again: {TAKEN}"),
    );
}

#[test]
fn what_cannot_get_a_text_is_not_added() {
    check(
        &format!("{IN}; web adds-own Premium"),
        "refused: NumberNotTextable",
    );
}

#[test]
fn five_numbers_may_wait_for_proof() {
    let five = format!(
        "{IN}; web adds-own C; web adds-own D; web adds-own E; web adds-own F; +10s; web adds-own G"
    );
    check(
        &format!("{five}; web adds-own H"),
        "refused: TooManyUnverified",
    );
    check(
        &format!("{five}; web asks own C; web tries own C right; web adds-own H"),
        "A verified primary, B verified, C proven, D unverified, E unverified, F unverified, G unverified, H unverified",
    );
}

#[test]
fn s1_a_code_for_a_number_is_dead_at_its_deadline() {
    let asked = format!("{IN}; web adds-own C; web asks own C");
    check(
        &format!("{asked}; +9m59s999ms; web tries own C right"),
        "A verified primary, B verified, C proven",
    );
    check(
        &format!("{asked}; +10m; web tries own C right"),
        "refused: CodeExpired",
    );
}

#[test]
fn s2_of_fifty_who_show_the_right_code_at_once_one_proves() {
    let mut world = World::new();
    world.tell(&format!(
        "policy tries-client 100; policy tries-ip 100; {IN}; web adds-own C; web asks own C"
    ));
    let answers = world.crowd(&vec!["web tries own C right".to_owned(); 50]);
    let proven = answers.iter().filter(|answer| answer.contains("C proven"));
    assert_eq!(proven.count(), 1, "{answers:?}");
}

#[test]
fn s5_an_older_code_for_a_number_is_dead_after_a_resend() {
    let asked = format!("{IN}; web adds-own C; web asks own C");
    check(
        &format!("{asked}; web asks own C"),
        "refused: TooSoon(retry_after_ms: 30000)",
    );
    check(
        &format!("{asked}; +30s; web asks own C; web tries own C code2"),
        "refused: CodeIncorrect",
    );
}

#[test]
fn s5_a_code_for_a_number_proves_it_for_its_own_account_alone() {
    let two = format!(
        "{IN}; web adds-own C; web asks own C; new bob D; app signs-in D code; app tries first right; app adds-own C; app asks own C"
    );
    check(
        &format!("{two}; app tries own C code2"),
        "refused: CodeIncorrect",
    );
    check(
        &format!("{two}; app tries own C code4"),
        "D verified primary, C proven",
    );
}

#[test]
fn the_first_second_factor_comes_with_backup_codes() {
    check(&format!("{IN}; web sets-own B second"), "10 backup codes");
    check(
        &format!("{IN}; web sets-own B second; show ada"),
        "A verified primary, B verified default",
    );
    check(
        &format!(
            "{IN}; ada adds C verified; web sets-own B second; web steps-up; web tries up-second backup:1; web sets-own C second"
        ),
        "A verified primary, B verified default, C verified second",
    );
}

#[test]
fn backup_codes_are_made_anew_and_the_old_ones_die() {
    let two = format!("{IN}; web sets-own B second; web steps-up; web tries up-second backup:1");
    check(&format!("{two}; web makes-backup-codes"), "10 backup codes");
    check(
        &format!("{IN}; web makes-backup-codes"),
        "refused: BackupCodesNotAvailable",
    );
    let mut world = World::new();
    world.tell(&two);
    let old = world.backup_code("ada", 2);
    world.tell("web makes-backup-codes; +10s; web steps-up");
    assert_eq!(
        world.tell(&format!("web tries up-second backup:{old}")),
        "refused: CodeIncorrect"
    );
    assert_eq!(world.tell("web tries up-second backup:2"), "complete");
}

#[test]
fn a_second_factor_is_verified_and_never_the_last_way_in() {
    check(
        &format!("{IN}; web adds-own C second"),
        "refused: CreateSecondFactorUnverified",
    );
    check(
        &format!("{IN}; web adds-own C; web sets-own C second"),
        "refused: UpdateSecondFactorUnverified",
    );
    check(
        "new ada A; web signs-in A code; web tries first right; web sets-own A second",
        "refused: LastIdentificationAsSecondFactor",
    );
    // An email address or a username without a password is no way in.
    check(
        "new ada A email:a@b.c username:ada1; web signs-in A code; web tries first right; web sets-own A second",
        "refused: LastIdentificationAsSecondFactor",
    );
    check(
        "policy username optional; new ada A username:ada1 password; web signs-in A code; web tries first right; web sets-own A second",
        "10 backup codes",
    );
    check(
        &format!("{IN}; web sets-own B default"),
        "refused: NotSecondFactor",
    );
    check(
        &format!("policy no second-factor; {IN}; web sets-own B second"),
        "refused: StrategyNotForUser",
    );
}

#[test]
fn exactly_one_second_factor_is_offered_first() {
    let two = "new ada A B C; web signs-in A code; web tries first right; web sets-own B second; web steps-up; web tries up-second backup:1; web sets-own C second";
    check(
        two,
        "A verified primary, B verified default, C verified second",
    );
    check(
        &format!("{two}; web sets-own C default"),
        "A verified primary, B verified second, C verified default",
    );
    check(
        &format!("{two}; web sets-own B not-default"),
        "A verified primary, B verified default, C verified second",
    );
    check(
        &format!("{two}; web sets-own B not-second"),
        "A verified primary, B verified, C verified default",
    );
    check(
        &format!("{two}; web removes-own B"),
        "A verified primary, C verified default",
    );
}

#[test]
fn the_last_way_in_stays() {
    let one = "new ada A; web signs-in A code; web tries first right";
    check(
        &format!("{one}; web removes-own A"),
        "refused: LastIdentificationDeleted",
    );
    check(
        &format!("{one}; web adds-own B; web removes-own A"),
        "refused: LastIdentificationDeleted",
    );
    check(
        &format!("{one}; web adds-own B; web removes-own B"),
        "A verified primary",
    );
    check(&format!("{IN}; web removes-own A"), "B verified primary");
    check(
        "new ada A B; ada sets B second; web signs-in A code; web tries first right; web asks second; web tries second right; web removes-own A",
        "refused: LastIdentificationDeleted",
    );
    race(
        IN,
        "web removes-own A",
        "web removes-own B",
        "B verified primary / again: refused: LastIdentificationDeleted",
    );
}

#[test]
fn where_a_number_is_required_one_stays() {
    let named = "policy username optional; new ada A username:ada1 password; web signs-in A code; web tries first right";
    check(
        &format!("{named}; web removes-own A"),
        "refused: LastRequiredIdentificationDeleted",
    );
    check(
        &format!("policy phone optional; {named}; web removes-own A"),
        "no number",
    );
    check(
        &format!("{named}; web updates-me -username"),
        "A verified primary",
    );
    check(
        &format!(
            "policy phone optional; {named}; web sets-own A second; web steps-up; web tries up-second backup:1; web updates-me -username"
        ),
        "refused: LastIdentificationDeleted",
    );
}

#[test]
fn the_primary_number_is_verified_and_ones_own() {
    check(
        &format!("{IN}; web updates-me primary:B"),
        "A verified, B verified primary",
    );
    check(
        &format!("{IN}; web adds-own C; web updates-me primary:C"),
        "refused: VerificationNeeded(param: primary_phone_number_id)",
    );
    check(
        &format!("{IN}; new bob C; web updates-me primary:C"),
        "refused: ReferenceNotFound(param: primary_phone_number_id)",
    );
    check(
        &format!("{IN}; web updates-me primary:B; web removes-own B"),
        "A verified primary",
    );
}

#[test]
fn people_delete_themselves_where_they_may() {
    check(&format!("{IN}; web deletes-me"), "nobody");
    check(&format!("{IN}; web deletes-me; holder A"), "nobody");
    check(
        &format!("policy no delete-self; {IN}; web deletes-me"),
        "refused: DeleteSelfOff",
    );
}

#[test]
fn s7_who_is_no_second_factor_any_more_is_told() {
    let two = format!("{IN}; web sets-own B second; web steps-up; web tries up-second backup:1");
    check(&format!("{two}; notices"), "");
    check(&format!("{two}; web sets-own B not-second; notices"), "B");
    check(&format!("{two}; web removes-own B; notices"), "B");
    // The backend's changes are told as well.
    let set = "new ada A B C; ada sets B second";
    for step in [
        "ada sets B not-second",
        "ada sets B unverified not-second",
        "ada removes B",
        "ada replaces D verified",
        "ada replaces B verified",
        "disable-mfa ada",
    ] {
        check(&format!("{set}; {step}; notices"), "B");
    }
    check(
        &format!("{set}; ada sets C second; disable-mfa ada; notices"),
        "B, C",
    );
    for step in [
        "ada sets C second",
        "ada sets A unverified",
        "ada removes C",
        "ban ada",
        "delete ada",
    ] {
        check(&format!("{set}; {step}; notices"), "");
    }
}

#[test]
fn s7_no_notice_goes_where_no_text_may() {
    check(
        "new ada A Dutch; ada sets Dutch second; policy blocked NL; ada removes Dutch; notices",
        "",
    );
    check(
        "new ada A Test; ada sets Test second; policy no sender; ada removes Test; notices",
        "Test",
    );
}

#[test]
fn whoever_switches_a_second_factor_on_and_off_gets_no_texts_without_end() {
    let mut world = World::new();
    world.tell(&format!(
        "{IN}; web sets-own B second; web steps-up; web tries up-second backup:1"
    ));
    for _ in 0..20 {
        let answer = world.tell("web sets-own B not-second");
        assert_eq!(answer, "A verified primary, B verified");
        assert_eq!(world.tell("web sets-own B second"), "10 backup codes");
    }
    assert_eq!(
        world.tell("web sets-own B not-second"),
        "refused: TooManySends(retry_after_ms: 86400000)"
    );
    assert_eq!(
        world.tell("web removes-own B"),
        "refused: TooManySends(retry_after_ms: 86400000)"
    );
    assert_eq!(world.tell("notices").matches('B').count(), 20);
}
