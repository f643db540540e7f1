internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import Metrology

/// A meter of the file whose load is not yet bound to it.
struct MeterDraft {
    let name: String
    let pointer: JSONPointer
    let model: MeterModel
    let bus: String
    let station: Station
    let home: UInt8
    let ip: String?
    var load: LoadProfile
    let serialNumber: String
    let installation: Installation
    let settings: [Double]
    let presets: [(index: EnergyIndex, millijoules: Int64)]
    let input: Signal?
    let tariffControl: TariffControl?
    let errors: MeterErrors?
    let clock: OwnClockReader.Found
}
