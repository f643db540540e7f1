internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import Metrology

/// Where a load is connected: a meter of the farm, as those who bind loads see it.
struct LoadSite: Sendable {
    /// The meter.
    let name: String
    /// Where the farm file names its load, for complaints while it is read.
    private(set) var pointer: JSONPointer
    /// What feeds it.
    var load: LoadProfile
    /// The name by which the farm file refers to it; nil where it stands there itself.
    let reference: String?
    /// A hash of what the farm file says of it.
    let mark: Int64
    /// The phase to which a single-phase meter counts; nil for any other.
    let phase: Channel?

    init(_ draft: MeterDraft) {
        name = draft.name
        pointer = draft.pointer.appending("load")
        load = draft.load
        (reference, mark) = (draft.loadReference, draft.loadMark)
        guard draft.model.design.networks.first == .singlePhase else {
            phase = nil
            return
        }
        // The phase that its current input is wired to.
        if case .phase(let wired, _) = draft.installation.wiring.i1 {
            phase = wired
        } else {
            phase = .l1
        }
    }

    /// The site as a farm that runs keeps it: without its place in the file.
    var kept: LoadSite {
        var kept = self
        kept.pointer = .root
        return kept
    }
}
