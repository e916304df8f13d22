// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {SeroInterface} from "../SeroInterface.sol";

/// @title Consent to see a medical record
/// @notice A record is a package of the patient's; what is here is who may have its key, and for how long. A
/// doctor asks and pays a fee in SERO; the patient answers with the key, encrypted to the doctor, as bytes that
/// only the doctor reads. Patient and doctor are one-time addresses.
contract MedicalConsent is SeroInterface {
    struct Request {
        address patient;
        address doctor;
        uint256 fee;
        uint256 until;
        bytes sealedKey;
        bool answered;
    }

    uint256 public requests;
    mapping(uint256 => Request) private _request;
    mapping(bytes32 => address) public patientOf;

    event Registered(bytes32 indexed package);
    event Asked(uint256 indexed id, bytes32 indexed package);
    event Consented(uint256 indexed id);
    event Withdrawn(uint256 indexed id);

    /// @notice The patient names a package as a record.
    function register(bytes32 package) external {
        require(patientOf[package] == address(0), "registered before");
        patientOf[package] = _msgSender();
        emit Registered(package);
    }

    /// @notice The doctor asks, and brings the fee in SERO.
    function ask(bytes32 package, uint256 blocks) external payable returns (uint256 id) {
        require(patientOf[package] != address(0), "no such record");
        id = ++requests;
        Request storage request = _request[id];
        request.patient = patientOf[package];
        request.doctor = _msgSender();
        request.fee = msg.value;
        request.until = block.number + blocks;
        emit Asked(id, package);
    }

    /// @notice The patient consents and gets the fee.
    function consent(uint256 id, bytes calldata sealedKey) external {
        Request storage request = _request[id];
        require(request.patient == _msgSender() && !request.answered, "not yours to answer");
        require(block.number <= request.until, "too late");
        request.answered = true;
        request.sealedKey = sealedKey;
        if (request.fee > 0) require(sero_send_token(request.patient, "SERO", request.fee), "no fee");
        emit Consented(id);
    }

    /// @notice The doctor takes an unanswered request back.
    function withdraw(uint256 id) external {
        Request storage request = _request[id];
        require(request.doctor == _msgSender() && !request.answered, "not yours to withdraw");
        request.answered = true;
        if (request.fee > 0) require(sero_send_token(request.doctor, "SERO", request.fee), "no fee");
        emit Withdrawn(id);
    }

    /// @notice What the patient answered.
    function answer(uint256 id) external view returns (bytes memory) {
        return _request[id].sealedKey;
    }
}
