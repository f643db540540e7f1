public import Documents
public import LoadProfiles
public import SimulatedTime

extension LoadProfile {
    /// Whether a load can be read that is given by name, by path or as it stands; complaints go to
    /// the node's log.
    public static func readable(
        _ node: Node,
        library: ProfileLibrary,
        timeZone: CivilZone
    ) -> Bool {
        LoadReader(library, timeZone: timeZone, log: node.log).load(node) != nil
    }
}
