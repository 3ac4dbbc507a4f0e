use crate::support::*;

on_both_engines! {
    async fn migrations_run_up_down_and_up_again(program: Program) {
        assert!(program.run(&["migrate", "status"]).contains("pending"));
        assert!(program.run(&["migrate", "up"]).contains("applied: 0001_initial"));
        assert!(!program.run(&["migrate", "status"]).contains("pending"));
        assert_eq!(program.run(&["migrate", "up"]), "Nothing to do.\n");
        program.add_user("ana");
        // One step at a time, or several.
        let newest = program.run(&["migrate", "down"]).replace("reverted: ", "");
        assert!(newest.ends_with('\n') && newest.lines().count() == 1, "{newest}");
        assert_eq!(program.run(&["migrate", "up"]), format!("applied: {newest}"));
        assert!(program.run(&["migrate", "down", "100"]).ends_with("reverted: 0001_initial\n"));
        assert_eq!(program.run(&["migrate", "down"]), "Nothing to do.\n");
        program.run(&["migrate", "up"]);
        assert_eq!(program.run(&["user", "list"]), "");
    }

    async fn processes_that_start_at_once_migrate_once(program: Program) {
        let commands = (0..4).map(|_| program.command(&["migrate", "up"]));
        let processes: Vec<_> = commands.map(|mut command| command.stdout(std::process::Stdio::piped()).spawn().unwrap()).collect();
        let outputs = processes.into_iter().map(|process| process.wait_with_output().unwrap());
        let texts: Vec<_> = outputs
            .map(|output| {
                assert!(output.status.success());
                String::from_utf8(output.stdout).unwrap()
            })
            .collect();
        assert_eq!(texts.iter().filter(|text| text.contains("applied: 0001_initial")).count(), 1, "{texts:?}");
    }
}
