internal import Documents
internal import LoadProfiles

/// What a plan was made of, for those who put things on the farm's agenda later.
struct FarmParts: Sendable {
    /// The farm file.
    let file: String
    /// Where profiles are looked up.
    let library: ProfileLibrary
    /// What feeds the meters, in the order of the plan.
    let sites: [LoadSite]
    /// The scenarios of the farm file.
    let scenarios: [FarmScenario]
}
